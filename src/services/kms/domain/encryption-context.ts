/**
 * An encryption context as it is bound to a ciphertext: in the order of its keys, each text with its own end, so that two
 * contexts are the same text only if they are the same. Source: KMS Developer Guide, "Encryption context": the order does
 * not matter, all else does.
 */
export type EncryptionContext = Readonly<Record<string, string>>

export function canonicalContext(context: EncryptionContext | undefined): string {
  const entries = Object.entries(context ?? {}).sort(([left], [right]) =>
    left < right ? -1 : left > right ? 1 : 0,
  )
  return entries.length === 0 ? '' : JSON.stringify(entries)
}

/** Whether a context meets a grant's constraints. Source: API Reference, GrantConstraints. */
export function meetsConstraints(
  context: EncryptionContext | undefined,
  constraints: { readonly subset?: EncryptionContext; readonly equals?: EncryptionContext },
): boolean {
  const { subset, equals } = constraints
  if (equals !== undefined && canonicalContext(equals) !== canonicalContext(context)) return false
  return Object.entries(subset ?? {}).every(
    ([key, value]) => Object.hasOwn(context ?? {}, key) && context?.[key] === value,
  )
}
