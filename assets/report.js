// Tables sort by a click on their heads, and tables that are wider than the screen say so. The page is whole without this.
(() => {
  const indonesian = document.documentElement.lang === 'id';
  const word = indonesian ? 'urutkan' : 'sort';

  // A number as the page writes it, or none: 1.234,5 and Rp1.234 here, 1,234.5 and Rp 1,234 there.
  const number = (text) => {
    const plain = indonesian ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
    const found = /-?[0-9]+(?:\.[0-9]+)?/.exec(plain.replace('−', '-'));
    return found ? Number(found[0]) : -Infinity;
  };

  const sort = (table, head, place) => {
    const down = head.getAttribute('aria-sort') === 'descending';
    const numeric = head.classList.contains('number');
    // Numbers first from the largest, words from A.
    const ascending = head.hasAttribute('aria-sort') ? down : !numeric;
    table.querySelectorAll('thead th').forEach((other) => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => {
      const text = row.cells[place].textContent.trim();
      // The line that sums the rest stays last.
      return { row, rest: row.classList.contains('rest'), key: numeric ? (text === '·' ? 0 : number(text)) : text };
    });
    const compare = numeric
      ? (a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1)
      : (a, b) => a.key.localeCompare(b.key, document.documentElement.lang, { numeric: true });
    rows.sort((a, b) => a.rest - b.rest || (ascending ? compare(a, b) : compare(b, a)));
    body.append(...rows.map((entry) => entry.row));
  };

  document.querySelectorAll('table.sort').forEach((table) => {
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      if (head.tagName !== 'TH' || head.classList.contains('plain')) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.title = word;
      button.append(...head.childNodes);
      button.addEventListener('click', () => sort(table, head, place));
      head.append(button);
    });
  });

  // What is wider than its box says so: a finger sees no scroll bar.
  const boxes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const wide = target.scrollWidth > target.clientWidth + 1;
    target.classList.toggle('wide', wide);
    if (!wide || target.hasAttribute('tabindex')) return;
    // The keyboard can scroll it too, and hears what it is.
    target.tabIndex = 0;
    target.setAttribute('role', 'group');
    target.setAttribute('aria-label', target.querySelector('caption').textContent);
  }));
  document.querySelectorAll('.scroll').forEach((box) => boxes.observe(box));
})();
