// Tables of fields as a spreadsheet: arrows and Enter move between cells, Escape takes back, cells are pasted from Excel.
const CELL = 'input:not([type=hidden], [type=checkbox], [type=file]), select, textarea';

const MOST = 500; // rows that the server takes
const tableOf = element => element.closest('table.yw-rows-table');
// A long list is two tables, the second folded away.
const listOf = element => element.closest('.yw-rows');
const rowsOf = list => [...list.querySelectorAll('table.yw-rows-table > tbody > tr')];
const fieldIn = cell => cell?.querySelector(CELL) ?? null;

function place(field) {
  const cell = field.closest('td, th');
  const rows = rowsOf(listOf(cell));
  return { list: listOf(cell), rows, row: rows.indexOf(cell.parentElement), column: cell.cellIndex };
}

function go(field) {
  if (!field) return false;
  const folded = field.closest('details');
  if (folded) folded.open = true;
  field.focus();
  field.select?.();
  return true;
}

/** The next field in a direction, over cells that hold none. */
function neighbour(field, down, right) {
  const { rows, row, column } = place(field);
  for (let r = row + down, c = column + right; rows[r]?.cells[c]; r += down, c += right) {
    const found = fieldIn(rows[r].cells[c]);
    if (found) return found;
  }
  return null;
}

const isText = field => field.matches('input, textarea') && field.selectionStart !== undefined;
const atStart = field => !isText(field) || (field.selectionStart === 0 && field.selectionEnd === 0);
const atEnd = field => !isText(field) || field.selectionEnd === field.value.length;
const allSelected = field => isText(field) && field.selectionStart === 0 && field.selectionEnd === field.value.length;

const MOVES = {
  ArrowUp: field => neighbour(field, -1, 0),
  ArrowDown: field => neighbour(field, 1, 0),
  ArrowLeft: field => (atStart(field) || allSelected(field)) && neighbour(field, 0, -1),
  ArrowRight: field => (atEnd(field) || allSelected(field)) && neighbour(field, 0, 1),
  Enter: field => neighbour(field, 1, 0),
};

let before = '';
document.addEventListener('focusin', ({ target }) => {
  if (target.matches(CELL) && tableOf(target)) before = target.value;
});

document.addEventListener('keydown', event => {
  const field = event.target;
  if (event.isComposing || !field.matches(CELL) || !tableOf(field) || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Escape' && field.value !== before) {
    set(field, before);
    event.preventDefault();
  }
  // A choice and a text of several lines keep the keys that they need themselves.
  if (field.matches('textarea') || (field.matches('select, [type=date], [type=time]') && event.key !== 'Enter')) return;
  const next = MOVES[event.shiftKey && event.key === 'Enter' ? 'ArrowUp' : event.key]?.(field);
  if (event.key === 'Enter' && !next) event.preventDefault(); // the last row: nothing is sent by mistake
  if (next && !(event.shiftKey && event.key !== 'Enter') && go(next)) event.preventDefault();
});

/** Whether the field takes the value. */
function set(field, value) {
  if (field.readOnly || field.disabled) return false;
  const taken = field.matches('select') ? choice(field, value) : value;
  if (taken === null) return false;
  field.value = taken;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return field.value !== '' || value === ''; // a date that is none leaves its field blank
}

/** The value of the option that is called so, or has it; null when there is none. */
function choice(field, text) {
  const wanted = text.trim().toLowerCase();
  const found = [...field.options].find(option => [option.value, option.text].some(each => each.trim().toLowerCase() === wanted));
  return found ? found.value : null;
}

/** Cells as spreadsheets put them on the clipboard: tabs and line ends, and quotes around what holds such. */
function cells(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.replace(/\r\n?/g, '\n').matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end === '\n') rows.push([]);
  }
  if (rows.at(-1).length === 1 && rows.at(-1)[0] === '') rows.pop(); // Excel ends with a line end
  return rows;
}

document.addEventListener('paste', event => {
  const field = event.target;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!field.matches?.(CELL) || !tableOf(field) || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const { list, row, column } = place(field);
  const pasted = cells(text);
  addRows(list, row + pasted.length - rowsOf(list).length);
  const rows = rowsOf(list);
  let left = 0;
  pasted.forEach((values, down) => values.forEach((value, right) => {
    const target = fieldIn(rows[row + down]?.cells[column + right]);
    if (!(target && set(target, value.trim())) && value.trim()) left += 1;
  }));
  const said = document.querySelector('[data-left-out]');
  said.textContent = left ? said.dataset.leftOut.replace('{}', left) : '';
  before = field.value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
});

/** Rows after the last one, as the server would make them: empty, and numbered on. Fixed tables get none. */
function addRows(list, count) {
  const path = list.querySelector('[name$="._rows"]').name.replace(/\._rows$/, '');
  const present = rowsOf(list);
  if (!list.querySelector(`[name=_add][value="${path}"]`) || !present.length) return;
  const last = present.at(-1);
  for (let number = present.length; number < Math.min(present.length + count, MOST); number += 1) {
    const row = last.cloneNode(true);
    for (const element of [row, ...row.querySelectorAll('*')]) renumber(element, path, list.id, present.length - 1, number);
    for (const field of row.querySelectorAll('input, select, textarea')) empty(field);
    for (const fault of row.querySelectorAll('.ds-validation-message')) fault.remove();
    last.parentElement.append(row);
  }
}

function renumber(element, path, id, from, to) {
  for (const attribute of element.attributes) {
    for (const [start, mark] of [[`${path}.`, '.'], [`${id}-`, '-']]) {
      attribute.value = attribute.value.split(' ').map(part =>
        part === start + from || part.startsWith(`${start}${from}${mark}`) ? start + to + part.slice((start + from).length) : part,
      ).join(' ');
    }
  }
}

function empty(field) {
  if (field.type === 'checkbox' || field.type === 'radio') field.checked = false;
  else field.value = '';
  field.removeAttribute('aria-invalid');
}
