/**
 * An attribute value in AWS's wire shape: exactly one of these members. Values are never changed once they are made;
 * what looks like a change makes new ones. Maps and items have no prototype, so that `__proto__` is a name like any other.
 */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: Uint8Array }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: string[] }
  | { readonly NS: string[] }
  | { readonly BS: Uint8Array[] }
  | { readonly L: AttributeValue[] }
  | { readonly M: Record<string, AttributeValue> }

/** The types of attribute values, as they stand on the wire. */
export type TypeName = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M'

/** An item, or a primary key: attributes by name. */
export type Item = Record<string, AttributeValue>

/** Names in the order in which AWS lists them in "valid types". */
export const typeNames: readonly TypeName[] = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M']

/** Which of the members a value has. */
export function typeOf(value: AttributeValue): TypeName {
  for (const name in value) return name as TypeName
  return 'NULL'
}

/** An item or map without attributes. */
export function emptyItem(): Item {
  return Object.create(null) as Item
}
