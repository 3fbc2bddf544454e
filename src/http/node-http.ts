/**
 * Node.js's HTTP. `import { createServer } from 'node:http'` reads every name of that module, and one of them (WebSocket) loads
 * an HTTP client of 28 ms and several megabytes, which a server has no use for. Taken this way, only what is named is loaded.
 */
export const nodeHttp = process.getBuiltinModule('node:http')
