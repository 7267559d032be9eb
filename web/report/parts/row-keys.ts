/** Arrow keys between the rows of a list, as a tree or list box has them; Tab still goes through everything. */

export function moveBetweenRows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('button.row')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (at === -1) return;
  const target = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  target.focus();
}
