/** The parts of package.json and package-lock.json that are looked at. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface LockEntry {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>
}

/** Packages whose script may stay away, as npm 11 has it: without it they do the same. Each has its page in docs/decisions. */
const workWithoutTheirScript = [
  // Its program comes as an optional package for each platform; the script only shortens the way of a command we do not use.
  'node_modules/esbuild',
]

/** What is wrong with the lock file: any registry must be able to serve it, to any platform, without scripts. */
export function lockFaults(manifest: Manifest, lock: Lock): string[] {
  const faults: string[] = []
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '')
  for (const [path, entry] of entries) {
    if (entry.resolved !== undefined) faults.push(`${path} names where it was downloaded`)
    if (entry.integrity === undefined) faults.push(`${path} has no hash`)
    if (entry.hasInstallScript && !workWithoutTheirScript.includes(path))
      faults.push(`${path} runs a script when it is installed, which npm 11 does not do`)
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      // npm leaves out other platforms' packages when it forgets that there are any.
      if (!entries.some(([other]) => other.endsWith(`node_modules/${name}`)))
        faults.push(`${name}, optional to ${path}, is missing`)
    }
  }
  for (const name of Object.keys(manifest.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] === undefined) faults.push(`${name} is missing`)
  }
  return faults
}

/** Dependencies whose version is not an exact one, of a package under another name (`npm:name@1.2.3`) too. */
export function looseVersions({ dependencies, devDependencies, optionalDependencies }: Manifest): string[] {
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^(npm:[@\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} ${version}`)
}
