// Drafts save themselves, a few seconds after the last change (htmx), and when the page is left or put away.
const unsaved = new WeakSet();
const WHY = { 400: 'signedOut', 401: 'signedOut', 403: 'closed', 404: 'closed', 409: 'closed' };

document.addEventListener('input', ({ target }) => {
  if (target.form?.dataset.draft) unsaved.add(target.form);
});

document.addEventListener('htmx:afterRequest', ({ detail }) => {
  const form = detail.elt.closest('form[data-draft]');
  if (!form || detail.pathInfo.requestPath !== form.dataset.draft) return;
  if (detail.successful) unsaved.delete(form);
  // Nothing is lost: it stands on the page, and is saved as soon as it can be.
  else detail.elt.textContent = form.dataset[WHY[detail.xhr.status] ?? 'unsaved'];
});

function saveWhatIsLeft() {
  for (const form of document.querySelectorAll('form[data-draft]')) {
    if (!unsaved.has(form) || form.dataset.sent) continue;
    const answers = new FormData(form);
    // Files go with the form itself; a beacon carries little.
    for (const [name, value] of [...answers]) if (value instanceof File) answers.delete(name);
    if (navigator.sendBeacon(form.dataset.draft, answers)) unsaved.delete(form);
  }
}

addEventListener('pagehide', saveWhatIsLeft);
document.addEventListener('visibilitychange', () => document.hidden && saveWhatIsLeft());
