/** `PurgeQueue` to `purge-queue`, `ListMFADevices` to `list-mfa-devices`: the name of an operation's file. */
export function kebabCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
}

/** `PurgeQueue` to `purgeQueue`: the name of an operation's function, and of the SDK's method. */
export function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
