/** Bodies of records, which are the SDK's output shapes as JSON. */
import type { JsonObject } from '../../base/json.ts'

/** A shape as it is kept: without members that are undefined or null. */
export function bodyOf(shape: object): JsonObject {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined && value !== null),
  ) as JsonObject
}

/** A body as the shape that it was kept of. */
export function shapeOf<Shape extends object>({ body }: { readonly body: JsonObject }): Shape {
  return body as Shape
}

/** A map or list, or nothing where it is empty. */
export function unlessEmpty<Value extends object>(value: Value | undefined): Value | undefined {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value
}

/** A body of bytes as a text; clients may send it as one. */
export function textOf(body: unknown): string {
  return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : String(body ?? '')
}
