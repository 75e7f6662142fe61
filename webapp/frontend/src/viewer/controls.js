// Buttons for what a wheel and a drag do, so that a keyboard can do it too.
const STEP = 80;
const FACTOR = 1.25;

export function controls(viewer, words) {
  const canvas = viewer.get('canvas');
  const bar = document.createElement('div');
  bar.className = 'yw-diagram__controls';
  const add = (name, symbol, act) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'ds-button';
    button.dataset.variant = 'secondary';
    button.dataset.size = 'sm';
    button.textContent = symbol;
    button.title = words[name] ?? name;
    button.setAttribute('aria-label', words[name] ?? name);
    button.addEventListener('click', act);
    bar.append(button);
  };
  add('zoom-in', '+', () => canvas.zoom(canvas.zoom() * FACTOR));
  add('zoom-out', '−', () => canvas.zoom(canvas.zoom() / FACTOR));
  add('left', '←', () => canvas.scroll({ dx: STEP, dy: 0 }));
  add('right', '→', () => canvas.scroll({ dx: -STEP, dy: 0 }));
  add('up', '↑', () => canvas.scroll({ dx: 0, dy: STEP }));
  add('down', '↓', () => canvas.scroll({ dx: 0, dy: -STEP }));
  add('fit', '⤢', () => canvas.zoom('fit-viewport', 'auto'));
  return bar;
}
