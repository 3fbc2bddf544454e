/** Handles of message move tasks: which task, of which queue. */

/** Writes a handle. */
export function writeTaskHandle(taskId: string, sourceArn: string): string {
  return btoa(JSON.stringify({ taskId, sourceArn }))
}

/** Undefined for a text that is no handle. */
export function readTaskHandle(
  handle: string,
): { readonly taskId: string; readonly sourceArn: string } | undefined {
  try {
    const value = JSON.parse(atob(handle)) as { taskId?: unknown; sourceArn?: unknown } | null
    const { taskId, sourceArn } = value ?? {}
    return typeof taskId === 'string' && typeof sourceArn === 'string' ? { taskId, sourceArn } : undefined
  } catch {
    return undefined
  }
}
