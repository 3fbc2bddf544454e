/** A thing while it is put together: its members may still be set. */
export type Changeable<T> = { -readonly [Name in keyof T]: T[Name] }
