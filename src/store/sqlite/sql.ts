import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

/**
 * How many rows at most. SQLite looks into a bare parameter there when it plans a statement, and therefore plans it anew at every run: 8 of the
 * 10 microseconds that finding a message took. It does not look into a sum. Seen with SQLite 3.53: profiles showed its parser and planner.
 */
const limitBySum = 'LIMIT ? + 0'

/**
 * A prepared statement with the type of its rows. Rows come as arrays: they cost less than objects, and cross
 * threads as they are.
 */
export class Query<Row extends readonly unknown[]> {
  readonly #statement: StatementSync

  constructor(database: DatabaseSync, sql: string) {
    this.#statement = database.prepare(sql.replaceAll('LIMIT ?', limitBySum))
    this.#statement.setReturnArrays(true)
  }

  /** The first row. */
  get(...values: SQLInputValue[]): Row | undefined {
    // The statement's text decides the shape; the driver can only say "values".
    return this.#statement.get(...values) as unknown as Row | undefined
  }

  all(...values: SQLInputValue[]): Row[] {
    return this.#statement.all(...values) as unknown as Row[]
  }

  /** Runs a statement that gives no rows. Answers how many rows it changed. */
  run(...values: SQLInputValue[]): number {
    return Number(this.#statement.run(...values).changes)
  }

  /** As {@link run}; answers the row id of the row inserted. */
  insert(...values: SQLInputValue[]): number {
    return Number(this.#statement.run(...values).lastInsertRowid)
  }
}
