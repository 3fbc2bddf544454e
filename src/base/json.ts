/** A value that JSON can carry. Absent members are left out when written. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An object that JSON can carry. */
export interface JsonObject {
  readonly [name: string]: Json | undefined
}
