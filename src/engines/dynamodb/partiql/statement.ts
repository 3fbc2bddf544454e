import type { Condition } from '../expressions/condition.ts'
import type { Path } from '../expressions/paths.ts'
import type { Update } from '../expressions/update.ts'
import type { Item } from '../values/types.ts'

/** A column of a selection: what it is called in the answer, and where its value stands. */
export interface Column {
  readonly name: string
  readonly path: Path
}

/** `SELECT ... FROM ...`. */
export interface SelectStatement {
  readonly type: 'SELECT'
  readonly table: string
  readonly index: string | undefined
  /** Undefined for `*`. */
  readonly columns: readonly Column[] | undefined
  readonly condition: Condition | undefined
  readonly orderBy: ReadonlyArray<{ readonly path: Path; readonly descending: boolean }>
}

/** `INSERT INTO ... VALUE ...`. */
export interface InsertStatement {
  readonly type: 'INSERT'
  readonly table: string
  readonly item: Item
}

/** Which attributes RETURNING wants, and whether as they were or as they are. */
export interface Returning {
  readonly attributes: 'ALL' | 'MODIFIED'
  readonly version: 'OLD' | 'NEW'
}

/** `UPDATE ... SET ... REMOVE ... WHERE ...`. */
export interface UpdateStatement {
  readonly type: 'UPDATE'
  readonly table: string
  readonly update: Update
  readonly condition: Condition
  readonly returning: Returning | undefined
}

/** `DELETE FROM ... WHERE ...`. */
export interface DeleteStatement {
  readonly type: 'DELETE'
  readonly table: string
  readonly condition: Condition
  readonly returning: Returning | undefined
}

/** EXISTS(SELECT ...), which stands in transactions alone. */
export interface ExistsStatement {
  readonly type: 'EXISTS'
  readonly select: SelectStatement
}

/** A statement, its parameters put in. */
export type Statement =
  | SelectStatement
  | InsertStatement
  | UpdateStatement
  | DeleteStatement
  | ExistsStatement
