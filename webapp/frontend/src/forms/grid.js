// Tables of fields as a spreadsheet: arrows and Enter move between cells, Escape takes back, cells are pasted from Excel.
const CELL = 'input:not([type=hidden], [type=checkbox], [type=file]), select, textarea';

const tableOf = element => element.closest('table.yw-rows-table');
const rowsOf = table => [...table.tBodies[0].rows];
const fieldIn = cell => cell?.querySelector(CELL) ?? null;

function place(field) {
  const cell = field.closest('td, th');
  return { table: tableOf(cell), row: rowsOf(tableOf(cell)).indexOf(cell.parentElement), column: cell.cellIndex };
}

function fieldAt(table, row, column) {
  return fieldIn(rowsOf(table)[row]?.cells[column]);
}

function go(field) {
  if (!field) return false;
  field.focus();
  field.select?.();
  return true;
}

/** The next field in a direction, over cells that hold none. */
function neighbour(field, down, right) {
  const { table, row, column } = place(field);
  const rows = rowsOf(table);
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
  if (!field.matches(CELL) || !tableOf(field) || event.altKey || event.ctrlKey || event.metaKey) return;
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

function set(field, value) {
  if (field.readOnly || field.disabled) return;
  field.value = field.matches('select') ? choice(field, value) : value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The value of the option that is called so, or has it. */
function choice(field, text) {
  const wanted = text.trim().toLowerCase();
  const found = [...field.options].find(option => [option.value, option.text].some(each => each.trim().toLowerCase() === wanted));
  return found ? found.value : field.value;
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
  const { table, row, column } = place(field);
  const pasted = cells(text);
  addRows(table, row + pasted.length - rowsOf(table).length);
  pasted.forEach((values, down) => values.forEach((value, right) => {
    const target = fieldAt(table, row + down, column + right);
    if (target) set(target, value.trim());
  }));
  before = field.value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
});

/** Rows after the last one, as the server would make them: empty, and numbered on. Fixed tables get none. */
function addRows(table, count) {
  const last = rowsOf(table).at(-1);
  if (!last.querySelector('[name=_remove]')) return;
  const path = last.querySelector('[name=_remove]').value.replace(/\.\d+$/, '');
  const id = last.id.replace(/-\d+$/, '');
  for (let added = 0; added < Math.min(count, 500); added += 1) {
    const from = rowsOf(table).length - 1;
    const row = rowsOf(table).at(-1).cloneNode(true);
    for (const element of [row, ...row.querySelectorAll('*')]) renumber(element, path, id, from, from + 1);
    for (const field of row.querySelectorAll('input, select, textarea')) empty(field);
    for (const fault of row.querySelectorAll('.ds-validation-message')) fault.remove();
    table.tBodies[0].append(row);
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
