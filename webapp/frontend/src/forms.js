// Forms that answer while they are filled in. Without this script a button computes anew, and another saves.
import htmx from 'htmx.org/dist/htmx.esm.js';
import { Idiomorph } from 'idiomorph/dist/idiomorph.esm.js';

import './forms/drafts.js';
import './forms/grid.js';

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyEnabled = false;

// What is being typed stays as it is, with its caret, when the fields around it are computed anew.
htmx.defineExtension('morph', {
  isInlineSwap: style => style === 'morph',
  handleSwap: (style, target, fragment) =>
    style === 'morph' && Idiomorph.morph(target, fragment.children, { morphStyle: 'innerHTML', ignoreActiveValue: true }),
});

for (const element of document.querySelectorAll('[data-without-script]')) element.hidden = true;
