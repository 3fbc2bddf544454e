/**
 * A registry that speaks the distribution API. Source: OCI Distribution Specification; Docker's "Token Authentication
 * Specification". Hosts of this machine are spoken to without TLS, all others with it, as Docker does.
 */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type Descriptor, indexTypes, manifestTypes } from '../documents.ts'
import { ImageError } from '../errors.ts'
import { documentBytesMax, registryAnswerMs } from '../limits.ts'
import type { ImageReference } from '../reference.ts'
import type { Document, ImageSource } from './types.ts'

/** A name and a password for a registry. */
export interface RegistryCredentials {
  readonly username: string
  readonly password: string
}

/** What a registry is reached with. */
export interface RegistryAccess {
  /** Undefined: none. */
  readonly credentials?: (host: string, repository: string) => Promise<RegistryCredentials | undefined>
  /** Where else the repository of a host is, with its name there; undefined: at that host. */
  readonly mirror?: (
    host: string,
    repository: string,
  ) => Promise<{ readonly host: string; readonly repository: string } | undefined>
}

type Named = Extract<ImageReference, { kind: 'registry' }>

export function registrySource(reference: Named, access: RegistryAccess): ImageSource {
  let place: Promise<Pick<Named, 'host' | 'repository'>> | undefined
  let authorization: string | undefined
  const find = async () =>
    (await access.mirror?.(reference.host, reference.repository)) ?? {
      host: reference.host,
      repository: reference.repository,
    }

  const ask = async (path: string, accept: readonly string[]): Promise<Response> => {
    place ??= find()
    const { host, repository } = await place
    const url = `${isOwnMachine(host) ? 'http' : 'https'}://${host}/v2/${repository}/${path}`
    let answer = await send(url, accept, authorization)
    if (answer.status === 401) {
      await answer.body?.cancel()
      authorization = await authorize(answer.headers.get('www-authenticate') ?? '', host, repository, access)
      answer = await send(url, accept, authorization)
    }
    if (answer.ok && answer.body) return answer
    await answer.body?.cancel()
    throw refusal(answer.status, `${reference.host}/${reference.repository}`, path)
  }

  const manifest = async (name: string): Promise<Document> => {
    const answer = await ask(`manifests/${name}`, [...manifestTypes, ...indexTypes])
    const bytes = await readSmall(answer)
    return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` }
  }

  return {
    top: () => manifest(reference.digest ?? reference.tag ?? 'latest'),
    document: ({ digest }: Descriptor) => manifest(digest),
    async blob({ digest }) {
      const { body } = await ask(`blobs/${digest}`, ['*/*'])
      // The two libraries' types of one stream differ.
      return Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
    },
    close: async () => {},
  }
}

async function send(url: string, accept: readonly string[], authorization: string | undefined) {
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(new Error('no answer')), registryAnswerMs)
  try {
    const headers = { accept: accept.join(', '), ...(authorization === undefined ? {} : { authorization }) }
    return await fetch(url, { headers, signal: waiting.signal })
  } catch (cause) {
    throw new ImageError('unreachable', `${new URL(url).host} cannot be reached: ${reasonOf(cause)}.`, {
      cause,
    })
  } finally {
    clearTimeout(timer)
  }
}

/** What the next request says of its sender, after the registry has said what it wants to know. */
async function authorize(
  challenge: string,
  host: string,
  repository: string,
  access: RegistryAccess,
): Promise<string> {
  const credentials = await access.credentials?.(host, repository)
  const basic =
    credentials &&
    `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
  if (/^basic\b/i.test(challenge)) {
    if (basic !== undefined) return basic
    throw new ImageError('not allowed', `${host} wants a name and a password.`)
  }
  const facts = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  )
  if (!/^bearer\b/i.test(challenge) || facts.realm === undefined)
    throw new ImageError('not allowed', `${host} refuses, and does not say what it wants.`)
  const url = new URL(facts.realm)
  if (facts.service !== undefined) url.searchParams.set('service', facts.service)
  url.searchParams.set('scope', facts.scope ?? `repository:${repository}:pull`)
  const answer = await send(url.href, ['application/json'], basic)
  if (!answer.ok) throw refusal(answer.status, host, 'token')
  const { token, access_token: accessToken } = JSON.parse(
    new TextDecoder().decode(await readSmall(answer)),
  ) as { token?: string; access_token?: string }
  return `Bearer ${token ?? accessToken ?? ''}`
}

function refusal(status: number, repository: string, path: string): ImageError {
  if (status === 404) return new ImageError('not found', `${repository} has no ${path}.`)
  if (status === 401 || status === 403) return new ImageError('not allowed', `${repository} may not be read.`)
  return new ImageError('unreachable', `${repository} answers ${status} for ${path}.`)
}

async function readSmall(answer: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > documentBytesMax)
      throw new ImageError('not an image', 'The registry answers more than a manifest may be.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function isOwnMachine(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
