import type { IForbiddenRuleType } from 'dependency-cruiser'
import { type Part, packages, parts, type Room, rooms, sharedEngine } from './rooms.ts'

/** What is started or imported from outside; workers are started by their address. */
const entries = '^src/(index|app/main)\\.ts$|[/-]worker\\.ts$'
const testFiles = '\\.test\\.ts$|/suite\\.ts$'

/** The rules of dependency-cruiser that say what `rooms.ts` says. */
export function boundaryRules(): IForbiddenRuleType[] {
  return [
    ...rooms.flatMap((room) => [importsRule(room), ...closedRules(room), ...pureRules(room)]),
    ...parts.map(partRule),
    // The rules of a service are as pure as an engine.
    pureRule('domain', '^src/.+/domain/', [], []),
    ...Object.entries(packages).map(packageRule),
    {
      name: 'no circles',
      comment: 'Two files that need each other are one file, or a third one is missing.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'the server imports no tests and tools',
      severity: 'error',
      from: { path: '^src/', pathNot: testFiles },
      to: { path: '^(test|tools|bench|bootstraps|console|examples)/' },
    },
    {
      name: 'bootstraps import nothing of ours',
      comment: 'They run inside execution environments.',
      severity: 'error',
      from: { path: '^bootstraps/' },
      to: { path: '^(src|test|tools)/' },
    },
    {
      name: 'the server runs without development packages',
      comment: 'Import types of the SDK with `import type`.',
      severity: 'error',
      from: { path: '^src/', pathNot: testFiles },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'every package is in package.json',
      severity: 'error',
      from: { path: '^(src|test|tools|bench)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'] },
    },
    {
      name: 'every import leads somewhere',
      severity: 'error',
      // Functions of tests import what is there where they run, or is not there at all.
      from: { pathNot: '^test/fixtures/functions/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'every room is in the table',
      comment: 'Add the room to tools/boundaries/rooms.ts and to ARCHITECTURE.md.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: rooms.map((room) => `^${expression(room.folder)}/`) },
    },
    {
      name: 'no dead files',
      comment: 'Neither the server nor a test, tool or benchmark needs it.',
      severity: 'error',
      from: { path: [entries, '^(test|tools|bench|examples)/', testFiles] },
      to: { path: '^src/', pathNot: [entries, testFiles], reachable: false },
    },
  ]
}

function importsRule(room: Room): IForbiddenRuleType {
  const own = `^${expression(room.folder, true)}/`
  const allowed = room.imports.map((name) => `^${expression(roomNamed(name).folder)}/`)
  if (room.name === 'engines') allowed.push(`^${sharedEngine}/`)
  const ofParts = parts.filter((part) => part.room === room.name).flatMap((part) => part.imports)
  allowed.push(...ofParts.map((name) => `^${expression(roomNamed(name).folder)}/`))
  return {
    name: `what ${room.name} may import`,
    comment: `${room.folder} may import: ${room.imports.join(', ') || 'no other room'}.`,
    severity: 'error',
    from: { path: own, pathNot: testFiles },
    to: { path: '^src/', pathNot: [own.replace('([^/]+)', '$1'), ...allowed] },
  }
}

/** What only a part of a room may import is refused to the rest of it. */
function partRule({ room, folder, imports }: Part): IForbiddenRuleType {
  return {
    name: `what only ${folder} may import`,
    severity: 'error',
    from: {
      path: `^${expression(roomNamed(room).folder)}/`,
      pathNot: [`^${expression(folder)}/`, testFiles],
    },
    to: { path: imports.map((name) => `^${expression(roomNamed(name).folder)}/`) },
  }
}

function closedRules(room: Room): IForbiddenRuleType[] {
  if (!room.closed) return []
  const own = `^${expression(room.folder, true)}/`
  const entrances = Object.entries(room.entrances ?? {})
  const doors = ['index.ts', ...entrances.map(([file]) => file)].map(
    (file) => `^${expression(room.folder)}/${literal(file)}$`,
  )
  return [
    {
      name: `the face of ${room.name}`,
      comment: `Outside ${room.folder}, import its index.ts.`,
      severity: 'error',
      from: { path: '^src/', pathNot: own },
      to: { path: `^${expression(room.folder)}/`, pathNot: doors },
    },
    ...entrances.map(
      ([file, names]): IForbiddenRuleType => ({
        name: `who opens ${room.folder}/${file}`,
        comment: `Only ${names.join(', ')} may import it.`,
        severity: 'error',
        from: {
          path: '^src/',
          pathNot: [own, testFiles, ...names.map((name) => `^${expression(roomNamed(name).folder)}/`)],
        },
        to: { path: `^${expression(room.folder)}/${literal(file)}$` },
      }),
    ),
  ]
}

function pureRules(room: Room): IForbiddenRuleType[] {
  if (!room.pure) return []
  const { exceptFiles = [], exceptModules = [] } = room.pure
  const folder = expression(room.folder)
  return [
    pureRule(
      room.name,
      `^${folder}/`,
      [...exceptFiles.map((file) => `^${folder}/${literal(file)}$`)],
      exceptModules,
    ),
  ]
}

function pureRule(
  name: string,
  path: string,
  files: readonly string[],
  modules: readonly string[],
): IForbiddenRuleType {
  return {
    name: `${name} is pure`,
    comment: 'It imports nothing of Node.js: what it needs is an argument.',
    severity: 'error',
    from: { path, pathNot: [testFiles, ...files] },
    to: {
      dependencyTypes: ['core'],
      ...(modules.length === 0 ? {} : { pathNot: [`^(node:)?(${modules.join('|')})$`] }),
    },
  }
}

function packageRule([name, folder]: [string, string]): IForbiddenRuleType {
  return {
    name: `who imports ${name}`,
    comment: `One room imports it: ${folder}. See docs/decisions.`,
    severity: 'error',
    from: { path: '^src/', pathNot: [`^${folder}/`, testFiles] },
    to: { path: `(^|/)node_modules/${literal(name)}/` },
  }
}

function roomNamed(name: string): Room {
  const room = rooms.find((candidate) => candidate.name === name)
  if (!room) throw new Error(`tools/boundaries/rooms.ts names no room ${name}`)
  return room
}

function expression(folder: string, captured = false): string {
  return folder.replace('*', captured ? '([^/]+)' : '[^/]+')
}

function literal(text: string): string {
  return text.replaceAll('.', '\\.')
}
