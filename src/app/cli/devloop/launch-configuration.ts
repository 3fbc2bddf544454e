import { resolve } from 'node:path'

/** Where debuggers of a runtime are used to connect. */
export function usualPort(runtime: string): number {
  return runtime.startsWith('python') ? 5678 : 9229
}

/**
 * What VS Code needs to attach. Source: its documentation of attaching to Node.js ("Node.js debugging in VS Code", "Remote debugging")
 * and to Python ("Python debugging in VS Code", "Remote script debugging").
 */
export function launchConfiguration(
  functionName: string,
  runtime: string,
  port: number,
  sources = '.',
): Readonly<Record<string, unknown>> {
  const localRoot = resolve(sources)
  const shared = { name: `Lambent: ${functionName}`, request: 'attach' }
  if (runtime.startsWith('python'))
    return {
      ...shared,
      type: 'debugpy',
      connect: { host: '127.0.0.1', port },
      pathMappings: [{ localRoot, remoteRoot: '/var/task' }],
      justMyCode: true,
    }
  return {
    ...shared,
    type: 'node',
    address: '127.0.0.1',
    port,
    localRoot,
    remoteRoot: '/var/task',
    // An environment that ends makes room for another one.
    restart: true,
    continueOnAttach: true,
    skipFiles: ['<node_internals>/**', '/var/rapid/**'],
  }
}
