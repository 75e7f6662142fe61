// A BPMN diagram that shows where a case stands.
//
//   <div class="yw-diagram" data-diagram="URL of the BPMN file" data-label="what the diagram shows"
//        data-marks='{"Activity_1": "done", "Activity_2": "active", "Activity_3": "late", "Gateway_1": "stopped"}'
//        data-texts='{"done": "Klar", "active": "Pågår", "late": "Försenad", "stopped": "Har stannat", "zoom-in": "Zooma in",
//                     "zoom-out": "Zooma ut", "fit": "Visa hela", "left": "Åt vänster", "right": "Åt höger",
//                     "up": "Uppåt", "down": "Nedåt", "failed": "Diagrammet kunde inte visas."}'></div>
//
// Every state is told by colour (viewer.css) and by a symbol with a text. The page carries the same in words beside it.
import Viewer from 'bpmn-js/lib/NavigatedViewer';

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './viewer/marks.css';

import { mark } from './viewer/marks.js';
import { controls } from './viewer/controls.js';
import { lookAt } from './viewer/view.js';

async function show(place) {
  const { diagram, label, marks = '{}', texts = '{}' } = place.dataset;
  const words = JSON.parse(texts);
  try {
    const response = await fetch(diagram, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`${diagram}: ${response.status}`);
    const canvas = document.createElement('div');
    canvas.className = 'yw-diagram__canvas';
    place.replaceChildren(canvas);
    const viewer = new Viewer({ container: canvas });
    await viewer.importXML(await response.text());
    const svg = canvas.querySelector('svg');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
    const states = JSON.parse(marks);
    mark(viewer, states, words);
    place.prepend(controls(viewer, words));
    lookAt(viewer, states);
    place.dataset.state = 'shown';
  } catch (error) {
    place.textContent = words.failed;
    place.dataset.state = 'failed';
    console.error(error);
  }
}

for (const place of document.querySelectorAll('.yw-diagram[data-diagram]')) show(place);
