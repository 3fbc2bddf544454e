/**
 * Builds, packages and deploys an application, once or again and again: a workshop remembers its builds, so that what has not changed
 * costs nothing the next time.
 */
import { readFileSync } from 'node:fs'
import type { TemplateApplication } from '../application/find-application.ts'
import type { Template } from '../application/template.ts'
import { buildablesOf } from '../build/buildable.ts'
import { Builder } from '../build/builder.ts'
import type { BuilderSettings, Built } from '../build/built.ts'
import { LoopError } from '../loop-error.ts'
import { type ArtifactBucket, type PackagedTemplate, packageTemplate } from '../package/package-template.ts'
import { Zipper } from '../package/zip.ts'
import { artifactBucket } from './artifact-bucket.ts'
import { movingAtOnce } from './at-once.ts'
import { type Deployed, type DeployWays, deployStack } from './deploy-stack.ts'
import type { LoopAws } from './loop-aws.ts'
import type { Pairs } from './stacks.ts'

/** What a person asks beside the application itself. */
export interface DeployWishes {
  readonly parameters?: Pairs
  readonly tags?: Pairs
  readonly bucket?: string
}

/** An application with its code handed over. */
export interface Packaged extends PackagedTemplate {
  /** Builds by the template's file and logical id. */
  readonly builds: ReadonlyMap<string, ReadonlyMap<string, Built>>
}

/** A workshop: one for each command or session. Close it at the end. */
export class Workshop {
  readonly zipper = new Zipper()
  readonly #aws: LoopAws
  readonly #builder: Builder
  readonly #buckets = new Map<string, ArtifactBucket>()

  constructor(aws: LoopAws, settings: BuilderSettings) {
    this.#aws = aws
    this.#builder = new Builder(settings)
  }

  /** Builds what a template names. All faults are told together, in one LoopError. */
  async buildAll(
    template: Template,
    templateFile: string,
    parameters: Pairs = {},
  ): Promise<Map<string, Built>> {
    const buildables = buildablesOf(template, templateFile, parameters)
    const results = await Promise.allSettled(buildables.map((one) => this.#builder.build(one)))
    const faults = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    )
    const unexpected = faults.find((fault) => !(fault instanceof LoopError))
    if (unexpected !== undefined) throw unexpected
    const [first, ...others] = faults as LoopError[]
    if (first && others.length === 0) throw first
    if (first)
      throw new LoopError(
        `${faults.length} functions cannot be built.`,
        (faults as LoopError[]).flatMap(({ message, advice }) => [message, ...advice]),
      )
    const built = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    return new Map(built.map((one) => [one.buildable.logicalId, one]))
  }

  /** Builds one function again. Fails with a LoopError. */
  rebuild({ buildable }: Built): Promise<Built> {
    return this.#builder.build(buildable)
  }

  /** The archive of a build. */
  async archiveOf({ content }: Built): Promise<Uint8Array> {
    return 'archive' in content ? readFileSync(content.archive) : this.zipper.zip(content.files)
  }

  /** Builds an application, and hands over its code and files. */
  async package(application: TemplateApplication, wishes: DeployWishes = {}): Promise<Packaged> {
    const builds = new Map<string, Map<string, Built>>()
    const parameters = parametersOf(application, wishes)
    const packaged = await packageTemplate(application.templateFile, {
      bucket: this.#bucket(wishes.bucket ?? application.config?.bucket),
      zipper: this.zipper,
      built: async (templateFile, template) => {
        const built = await this.buildAll(template, templateFile, parameters)
        builds.set(templateFile, built)
        return built
      },
    })
    return { ...packaged, builds }
  }

  /** Brings the application's stack to what was packaged. */
  deploy(
    application: TemplateApplication,
    { template }: Packaged,
    wishes: DeployWishes,
    ways: Omit<DeployWays, 'stacks' | 'store'>,
  ): Promise<Deployed> {
    return this.deployBody(
      application.stackName,
      template,
      parametersOf(application, wishes),
      {
        ...application.config?.tags,
        ...wishes.tags,
      },
      ways,
    )
  }

  /** Brings a stack to a template that names no local file. */
  deployBody(
    stackName: string,
    template: Template,
    parameters: Pairs,
    tags: Pairs,
    ways: Omit<DeployWays, 'stacks' | 'store'>,
  ): Promise<Deployed> {
    const bucket = this.#bucket(undefined)
    return deployStack(
      {
        stackName,
        body: JSON.stringify(ways.atOnce ? movingAtOnce(template) : template),
        parameters,
        declared: Object.entries(template.Parameters ?? {}).map(([name, { Default, Description }]) => ({
          name,
          hasDefault: Default !== undefined,
          ...(Description === undefined ? {} : { about: Description }),
        })),
        tags,
      },
      {
        ...ways,
        stacks: this.#aws.stacks,
        store: async (body) => {
          const key = `${stackName}-${ways.nowMs()}.template`
          await bucket.put(key, Buffer.from(body))
          return bucket.address(key)
        },
      },
    )
  }

  /** Ends what runs in the background. */
  async close(): Promise<void> {
    await this.#builder.close()
  }

  #bucket(name: string | undefined): ArtifactBucket {
    const key = name ?? ''
    const bucket = this.#buckets.get(key) ?? artifactBucket(this.#aws, name)
    this.#buckets.set(key, bucket)
    return bucket
  }
}

function parametersOf({ config }: TemplateApplication, { parameters }: DeployWishes): Pairs {
  return { ...config?.parameters, ...parameters }
}
