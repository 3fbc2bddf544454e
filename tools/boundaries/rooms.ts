/**
 * The rooms of the house and what each may import, as data: the table of ARCHITECTURE.md, held by `npm run boundaries`.
 */

/** One room. Paths are relative to the repository, without a slash at the end. */
export interface Room {
  readonly name: string
  /** A folder; `*` stands for one name, and rooms of two such names do not import each other. */
  readonly folder: string
  /** Names of the other rooms that it may import. */
  readonly imports: readonly string[]
  /** From outside, only its `index.ts` may be imported, and the files named in `entrances`. */
  readonly closed?: boolean
  /** Further files that others may import: the file, and the names of the rooms that may. */
  readonly entrances?: Readonly<Record<string, readonly string[]>>
  /** Imports nothing of Node.js, but for the files and the modules listed. */
  readonly pure?: { readonly exceptFiles?: readonly string[]; readonly exceptModules?: readonly string[] }
}

export const rooms: readonly Room[] = [
  {
    name: 'base',
    folder: 'src/base',
    imports: [],
    pure: { exceptFiles: ['system-clock.ts', 'system-random.ts', 'system-thread.ts', 'virtual-clock.ts'] },
  },
  { name: 'aws', folder: 'src/aws', imports: ['base'], pure: {} },
  {
    name: 'models',
    folder: 'src/models',
    imports: ['base', 'aws'],
    closed: true,
    pure: { exceptFiles: ['load-model.ts', 'load-resource-spec.ts'] },
  },
  { name: 'engines', folder: 'src/engines/*', imports: ['base', 'aws'], closed: true, pure: {} },
  {
    name: 'protocol',
    folder: 'src/protocol',
    imports: ['base', 'aws', 'models'],
    closed: true,
    // Types of streams; a codec reads and writes what it is handed.
    pure: { exceptModules: ['stream', 'buffer'] },
  },
  { name: 'http', folder: 'src/http', imports: ['base'], closed: true },
  {
    name: 'store',
    folder: 'src/store',
    imports: ['base'],
    closed: true,
    // Engines are opened where the server is put together.
    entrances: { 'sqlite/index.ts': ['app'], 'postgres/index.ts': ['app'], 'postgres/facts.ts': ['app'] },
  },
  { name: 'jobs', folder: 'src/jobs', imports: ['base', 'store'], closed: true },
  { name: 'sandbox', folder: 'src/sandbox', imports: ['base'], closed: true },
  {
    name: 'dispatch',
    folder: 'src/dispatch',
    imports: ['base', 'aws', 'models', 'engines', 'store', 'jobs'],
    closed: true,
  },
  {
    name: 'delivery',
    folder: 'src/delivery',
    imports: ['base', 'aws', 'engines', 'store', 'jobs', 'dispatch'],
    closed: true,
  },
  {
    name: 'compute',
    folder: 'src/compute',
    imports: ['base', 'aws', 'http', 'store', 'jobs', 'sandbox'],
    closed: true,
    // `lambent doctor` asks which runtimes there are, and loads nothing else.
    // Writing a zip needs nothing of the room either.
    entrances: { 'runtimes/survey.ts': ['app'], 'code/write-zip.ts': ['app'] },
  },
  {
    name: 'gateway',
    folder: 'src/gateway',
    imports: [
      'base',
      'aws',
      'models',
      'engines',
      'protocol',
      'http',
      'store',
      'jobs',
      'dispatch',
      'delivery',
    ],
    closed: true,
    // Every request of the server is asked whether it is for an API, before anything is loaded. Addresses and errors are named by pure rules too,
    // which must not reach the rest.
    entrances: { 'addresses.ts': ['app', 'services'], 'errors.ts': ['services'] },
  },
  {
    name: 'services',
    folder: 'src/services/*',
    imports: ['base', 'aws', 'models', 'engines', 'store', 'jobs', 'dispatch', 'delivery', 'gateway'],
  },
  {
    name: 'edge',
    folder: 'src/edge',
    imports: ['base', 'aws', 'models', 'http', 'protocol', 'dispatch'],
    closed: true,
  },
  {
    name: 'devloop',
    folder: 'src/devloop',
    imports: ['base', 'engines'],
    closed: true,
  },
  {
    name: 'app',
    folder: 'src/app',
    imports: [
      'devloop',
      'base',
      'aws',
      'models',
      'engines',
      'protocol',
      'http',
      'store',
      'jobs',
      'sandbox',
      'dispatch',
      'delivery',
      'compute',
      'gateway',
      'services',
      'edge',
    ],
  },
]

/** A part of a room that may import what the rest of it may not. */
export interface Part {
  readonly room: string
  readonly folder: string
  readonly imports: readonly string[]
}

export const parts: readonly Part[] = [
  { room: 'services', folder: 'src/services/*/adapters', imports: ['http'] },
  { room: 'services', folder: 'src/services/lambda', imports: ['compute'] },
]

/** The engine that the others may use. */
export const sharedEngine = 'src/engines/jsonpath'

/**
 * Packages that the server needs at run time, and the one room that imports each: replacing one touches one room.
 * The SDK's clients are for types, tests and tools alone.
 */
export const packages: Readonly<Record<string, string>> = {
  '@fastify/busboy': 'src/services/s3/adapters',
  '@noble/curves': 'src/services/kms',
  '@noble/hashes': 'src/engines/asl',
  chokidar: 'src/devloop/watch',
  commander: 'src/app/cli',
  'csv-parse': 'src/services/states/map-runs',
  esbuild: 'src/devloop/build',
  hyparquet: 'src/services/states/map-runs',
  'hyparquet-writer': 'src/services/s3',
  'js-yaml': 'src/engines/template',
  jsep: 'src/engines/metric-math',
  jsonata: 'src/engines/asl',
  picocolors: 'src/app/cli',
  postgres: 'src/store/postgres',
  'prom-client': 'src/app',
  re2js: 'src/engines',
  rfc6902: 'src/services/cloudcontrolapi',
  saxes: 'src/protocol',
  'smol-toml': 'src/devloop/application',
  tar: 'src/compute/images',
  ws: 'src/http',
  yauzl: 'src/compute/code',
}
