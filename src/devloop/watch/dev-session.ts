/**
 * Keeps a deployed application as its files are. A change of code goes straight to its function; anything else becomes a change set.
 * Changes that come while one is carried out wait for it, and are then carried out together. What fails is told, and the session goes on.
 */
import { hash } from 'node:crypto'
import { join, sep } from 'node:path'
import type { TemplateApplication } from '../application/find-application.ts'
import { asObject } from '../application/template.ts'
import type { Built } from '../build/built.ts'
import type { Deployed, DeployWays } from '../deploy/deploy-stack.ts'
import type { LoopAws } from '../deploy/loop-aws.ts'
import type { DeployWishes, Packaged, Workshop } from '../deploy/workshop.ts'
import { type Watch, watchFiles } from './watch-files.ts'

/** Who is told what. */
export interface DevListener extends Omit<DeployWays, 'stacks' | 'store'> {
  /** A deployment came to its end. `ms`: how long it took, builds and all. */
  onDeployed(deployed: Deployed, ms: number): void
  /** New code is live. `ms`: since its change was seen. */
  onCode(logicalId: string, functionName: string, ms: number): void
  /** Something could not be done; the session goes on. */
  onFailure(error: unknown): void
  /** A deployment begins, for a reason. */
  onDeploying(reason: string): void
}

/** One application that is kept as its files are. What fails is told to the listener, never thrown. */
export class DevSession {
  readonly #application: TemplateApplication
  readonly #workshop: Workshop
  readonly #aws: LoopAws
  readonly #wishes: DeployWishes
  readonly #listener: DevListener
  #packaged: Packaged | undefined
  /** Physical names of functions whose code may be replaced, by logical id. */
  #functions = new Map<string, string>()
  /** The hash of the archive that each function has now. */
  readonly #live = new Map<string, string>()
  /** Latest builds of the application's own template. */
  #builds = new Map<string, Built>()
  #watch: Watch | undefined
  #waiting = new Map<string, number>()
  #working: Promise<void> | undefined
  /** What failed last must be done again with the next change, whichever it is. */
  #mustDeploy = false
  #closed = false

  constructor(
    application: TemplateApplication,
    workshop: Workshop,
    aws: LoopAws,
    wishes: DeployWishes,
    listener: DevListener,
  ) {
    this.#application = application
    this.#workshop = workshop
    this.#aws = aws
    this.#wishes = wishes
    this.#listener = listener
  }

  /** Deploys, and watches from then on. What fails is told to the listener. */
  async start(): Promise<void> {
    // First, so that no change is missed while the deployment runs.
    this.#watch = await watchFiles([this.#application.folder], (files) => this.#changed(files))
    await this.#work(() => this.#deploy('first deployment'))
  }

  /** Waits until nothing is left to do. */
  async settled(): Promise<void> {
    while (this.#working) await this.#working
  }

  /** Ends watching, and waits for what is being done. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#watch?.close()
    await this.settled()
  }

  #changed(files: readonly string[]): void {
    const now = this.#listener.nowMs()
    for (const file of files) if (!this.#waiting.has(file)) this.#waiting.set(file, now)
    if (!this.#working) void this.#work(() => this.#carryOut())
  }

  async #work(task: () => Promise<void>): Promise<void> {
    this.#working = task()
      .catch((error: unknown) => this.#listener.onFailure(error))
      .finally(() => {
        this.#working = undefined
      })
    await this.#working
    if (this.#waiting.size > 0 && !this.#closed) await this.#work(() => this.#carryOut())
  }

  async #carryOut(): Promise<void> {
    const files = [...this.#waiting.keys()]
    const since = Math.min(...this.#waiting.values())
    this.#waiting = new Map()
    const affected = [...this.#builds.values()].filter((built) => files.some((file) => isInput(built, file)))
    const reason = this.#reasonToDeploy(files, affected)
    if (reason !== undefined) return this.#deploy(reason)
    const results = await Promise.allSettled(affected.map((built) => this.#replaceCode(built, since)))
    for (const result of results) if (result.status === 'rejected') this.#listener.onFailure(result.reason)
  }

  /** Why these changes need a change set; undefined when code alone has changed. */
  #reasonToDeploy(files: readonly string[], affected: readonly Built[]): string | undefined {
    const packaged = this.#packaged
    const { templateFile, config, folder } = this.#application
    const templates = new Set([templateFile, ...(packaged?.builds.keys() ?? [])])
    const settings = new Set([config?.file, join(folder, 'samconfig.toml'), join(folder, 'samconfig.yaml')])
    const changedTemplate = files.find((file) => templates.has(file) || settings.has(file))
    if (changedTemplate !== undefined) return `${relativeTo(folder, changedTemplate)} has changed`
    const handedOver = files.find((file) => packaged?.files.some((place) => isWithin(file, place)))
    if (handedOver !== undefined) return `${relativeTo(folder, handedOver)} has changed`
    const whole = affected.find(({ buildable }) => !this.#functions.has(buildable.logicalId))
    if (whole !== undefined) return `the code of ${whole.buildable.logicalId} has changed`
    const nested = [...(packaged?.builds ?? [])].some(
      ([file, builds]) =>
        file !== templateFile &&
        [...builds.values()].some((built) => files.some((one) => isInput(built, one))),
    )
    if (nested) return 'the code of a nested stack has changed'
    return this.#mustDeploy ? 'the last deployment failed' : undefined
  }

  async #replaceCode(before: Built, since: number): Promise<void> {
    const { logicalId } = before.buildable
    const functionName = this.#functions.get(logicalId)
    if (functionName === undefined) return
    const built = await this.#workshop.rebuild(before)
    this.#builds.set(logicalId, built)
    const archive = await this.#workshop.archiveOf(built)
    const hashed = hash('sha256', archive, 'base64')
    if (this.#live.get(logicalId) === hashed) return
    await this.#aws.updateFunctionCode(functionName, archive)
    this.#live.set(logicalId, hashed)
    this.#watchInputs([built])
    this.#listener.onCode(logicalId, functionName, this.#listener.nowMs() - since)
  }

  async #deploy(reason: string): Promise<void> {
    const from = this.#listener.nowMs()
    this.#mustDeploy = true
    this.#listener.onDeploying(reason)
    const packaged = await this.#workshop.package(this.#application, this.#wishes)
    this.#packaged = packaged
    this.#builds = new Map(packaged.builds.get(this.#application.templateFile))
    this.#watchInputs([...packaged.builds.values()].flatMap((builds) => [...builds.values()]))
    const deployed = await this.#workshop.deploy(this.#application, packaged, this.#wishes, this.#listener)
    await this.#learnFunctions(packaged)
    this.#mustDeploy = false
    this.#listener.onDeployed(deployed, this.#listener.nowMs() - from)
  }

  async #learnFunctions(packaged: Packaged): Promise<void> {
    const resources = await this.#aws.stacks.resources(this.#application.stackName)
    const physical = new Map(
      resources
        .filter(({ type }) => type === 'AWS::Lambda::Function')
        .map((one) => [one.logicalId, one.physicalId]),
    )
    this.#functions = new Map()
    for (const [logicalId, hashed] of packaged.archives) {
      const name = physical.get(logicalId)
      if (name === undefined || publishesVersions(packaged, logicalId)) continue
      this.#functions.set(logicalId, name)
      this.#live.set(logicalId, hashed)
    }
  }

  /** Code may stand outside the application's folder. */
  #watchInputs(builds: readonly Built[]): void {
    const { folder } = this.#application
    const outside = builds
      .flatMap(({ inputs }) => [...inputs.files, ...inputs.folders])
      .filter((place) => !isWithin(place, folder) && !place.includes(`${sep}node_modules${sep}`))
    if (outside.length > 0) this.#watch?.add([...new Set(outside)])
  }
}

/** Versions and aliases are the template's to make: new code of such a function needs a change set. */
function publishesVersions({ template }: Packaged, logicalId: string): boolean {
  const own = template.Resources[logicalId]?.Properties?.AutoPublishAlias
  return own !== undefined || asObject(template.Globals?.Function)?.AutoPublishAlias !== undefined
}

function isInput({ inputs }: Built, file: string): boolean {
  return inputs.files.includes(file) || inputs.folders.some((folder) => isWithin(file, folder))
}

function isWithin(file: string, place: string): boolean {
  return file === place || file.startsWith(place.endsWith(sep) ? place : `${place}${sep}`)
}

function relativeTo(folder: string, file: string): string {
  return isWithin(file, folder) ? file.slice(folder.length + 1) : file
}
