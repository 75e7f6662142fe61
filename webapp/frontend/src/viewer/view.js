// Which part of the diagram is seen first.
const READABLE = 0.6;
const COMFORTABLE = 0.8;
const URGENT = ['stopped', 'late', 'active'];

// All of it when that can be read; otherwise the place where something has stopped, is late, or goes on.
export function lookAt(viewer, states) {
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const ids = Object.keys(states);
  const id = URGENT.map(state => ids.find(id => states[id] === state)).find(Boolean);
  const element = id && viewer.get('elementRegistry').get(id);
  if (!element || canvas.zoom() >= READABLE) return;
  const { outer } = canvas.viewbox();
  const width = outer.width / COMFORTABLE;
  const height = outer.height / COMFORTABLE;
  canvas.viewbox({
    x: element.x + element.width / 2 - width / 2,
    y: element.y + element.height / 2 - height / 2,
    width,
    height,
  });
}
