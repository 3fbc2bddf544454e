/** Targets as templates and as the API write them: they differ in a few members of ECS targets alone. */
import type * as Api from '@aws-sdk/client-eventbridge'
import type { Json, JsonObject } from '../../../base/json.ts'

/** As PutTargets takes it. */
export function apiTarget(target: JsonObject): Api.Target {
  const { EcsParameters, ...others } = target
  if (EcsParameters === undefined) return others as object as Api.Target
  const { TagList, NetworkConfiguration, PlacementStrategies, ...ecs } = EcsParameters as JsonObject
  return {
    ...others,
    EcsParameters: {
      ...ecs,
      ...(TagList === undefined ? {} : { Tags: TagList }),
      ...(PlacementStrategies === undefined
        ? {}
        : { PlacementStrategy: renamed(PlacementStrategies, { Field: 'field', Type: 'type' }) }),
      ...(NetworkConfiguration === undefined
        ? {}
        : {
            NetworkConfiguration: renamed(NetworkConfiguration, {
              AwsVpcConfiguration: 'awsvpcConfiguration',
            }),
          }),
    },
  } as object as Api.Target
}

/** As templates have it. */
export function templateTarget(target: Api.Target): Json {
  const { EcsParameters, ...others } = target as object as Readonly<Record<string, Json>>
  if (EcsParameters === undefined) return others
  const { Tags, NetworkConfiguration, PlacementStrategy, ...ecs } = EcsParameters as JsonObject
  return {
    ...others,
    EcsParameters: {
      ...ecs,
      ...(Tags === undefined ? {} : { TagList: Tags }),
      ...(PlacementStrategy === undefined
        ? {}
        : { PlacementStrategies: renamed(PlacementStrategy, { field: 'Field', type: 'Type' }) }),
      ...(NetworkConfiguration === undefined
        ? {}
        : {
            NetworkConfiguration: renamed(NetworkConfiguration, {
              awsvpcConfiguration: 'AwsVpcConfiguration',
            }),
          }),
    },
  }
}

function renamed(value: Json, names: Readonly<Record<string, string>>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => renamed(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, item]) => [names[name] ?? name, item ?? null]),
  )
}
