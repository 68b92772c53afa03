import type { ReactNode } from 'react';
import { classes } from './classes';

export interface Column<T> {
  key: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** Names the row for screen readers. */
  heads?: boolean;
}

/**
 * A table that turns into a list of cards on narrow screens, where each value carries its column's title.
 */
export function DataTable<T extends { id: string }>({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: Column<T>[];
  rows: T[];
}) {
  return (
    <table aria-label={label} className="w-full text-left max-md:block">
      <thead className="max-md:sr-only">
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className="py-3 pr-4 text-sm font-[600] text-soft">
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map((row) => (
          <tr
            key={row.id}
            className="border-t border-line max-md:block max-md:py-3 max-md:first:border-t-0"
          >
            {columns.map((column) => {
              const Cell = column.heads ? 'th' : 'td';
              return (
                <Cell
                  key={column.key}
                  scope={column.heads ? 'row' : undefined}
                  className={classes(
                    'py-3 pr-4 align-top font-normal max-md:flex max-md:items-baseline max-md:gap-3 max-md:py-0.5 max-md:pr-0',
                  )}
                >
                  {!column.heads && (
                    <span aria-hidden="true" className="w-24 shrink-0 text-sm text-soft md:hidden">
                      {column.title}
                    </span>
                  )}
                  <div className="min-w-0 break-words max-md:wrap-anywhere">{column.cell(row)}</div>
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
