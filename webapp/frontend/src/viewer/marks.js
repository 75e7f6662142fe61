// Colour and symbol for the state of each element.
const SYMBOLS = { done: '✓', active: '▶', late: '!', stopped: '✕' };

export function mark(viewer, marks, words) {
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const elements = viewer.get('elementRegistry');
  for (const [id, state] of Object.entries(marks)) {
    const element = elements.get(id);
    // A mark may name something that the drawing leaves out, such as a step of a called process.
    if (!element || !(state in SYMBOLS)) continue;
    canvas.addMarker(id, `yw-${state}`);
    overlays.add(id, 'yearwheel-state', {
      position: { top: -12, right: 12 },
      scale: { min: 0.7, max: 1 }, // still to be seen when the whole of a large diagram is
      html: badge(element, state, words),
    });
  }
}

function badge(element, state, words) {
  const symbol = document.createElement('span');
  symbol.className = `yw-badge yw-badge--${state}`;
  symbol.setAttribute('role', 'img');
  symbol.setAttribute('aria-label', `${element.businessObject.name ?? element.id}: ${words[state] ?? state}`);
  symbol.textContent = SYMBOLS[state];
  return symbol;
}
