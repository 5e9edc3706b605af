// The data behind a picture as a file; apart from the table on the page, so that what only writes it needs no templates.

import type { DataTable } from './widget';

const quoted = (cell: string | number): string =>
  typeof cell === 'number' ? String(cell) : /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** RFC 4180, numbers in full precision. */
export const toCsv = (table: DataTable): string =>
  [table.columns, ...table.rows].map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n';
