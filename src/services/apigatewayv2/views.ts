/** Entries as the API shows them. */
import type { Json, JsonObject } from '../../base/json.ts'
import { apiAddress } from '../../gateway/index.ts'
import type { PartKind } from './domain/kinds.ts'
import type { Entry, Home } from './records.ts'

/** Instants, which the API shows in seconds. */
export function instant(at: number): Date {
  return new Date(Math.floor(at / 1000) * 1000)
}

/** A part as it is shown. Stages and deployments say when they were made. */
export function partView({ kind, idMember }: Pick<PartKind, 'kind' | 'idMember'>, entry: Entry): object {
  const { id, body, createdAt, modifiedAt } = entry
  return {
    ...body,
    [idMember]: id,
    ...(kind === 'stage' ? { CreatedDate: instant(createdAt), LastUpdatedDate: instant(modifiedAt) } : {}),
    ...(kind === 'deployment' ? { CreatedDate: instant(createdAt), DeploymentStatus: 'DEPLOYED' } : {}),
  }
}

/** An API as it is shown. */
export function apiView({ apiId, region, body, createdAt }: Entry, endpoint: string): object {
  return {
    ...body,
    ApiId: apiId,
    ApiEndpoint: apiAddress({ apiId, region }, endpoint).replace(
      /^http/,
      body.ProtocolType === 'WEBSOCKET' ? 'ws' : 'http',
    ),
    CreatedDate: instant(createdAt),
  }
}

/** The ARN that tags are put on: `arn:aws:apigateway:us-east-1::/apis/abc`. */
export function resourceArn(partition: string, { region }: Pick<Home, 'region'>, path: string): string {
  return `arn:${partition}:apigateway:${region}::${path}`
}

/** Those members of an input that a request may set, as JSON. */
export function settings(input: object, members: readonly string[]): Record<string, Json> {
  const given = input as Readonly<Record<string, Json | undefined>>
  return Object.fromEntries(
    members.flatMap((member) => {
      const value = given[member]
      return value === undefined || value === null ? [] : [[member, value]]
    }),
  )
}

/** A body with settings put over it; texts that are empty take their member away, but for descriptions. */
export function withSettings(body: JsonObject, set: Readonly<Record<string, Json>>): JsonObject {
  const merged: Record<string, Json> = { ...(body as Record<string, Json>), ...set }
  return Object.fromEntries(
    Object.entries(merged).filter(([name, value]) => value !== '' || name === 'Description'),
  )
}
