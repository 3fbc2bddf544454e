import {
  changed,
  everyItem,
  type ResourceProperties,
  type ResourceType,
  resourceExists,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { type HolderKind, missing, named, putInline, readInline, takeInline } from './holders.ts'

/**
 * AWS::IAM::RolePolicy, UserPolicy and GroupPolicy: one inline policy of one holder. Source: CloudFormation template
 * reference, AWS::IAM::RolePolicy and the others.
 */
export function inlinePolicy(kind: HolderKind): ResourceType {
  const holderOf = (properties: ResourceProperties) => ({ kind, name: String(properties[`${kind}Name`]) })
  const idOf = (properties: ResourceProperties) => `${properties.PolicyName}|${properties[`${kind}Name`]}`
  return {
    async create(request) {
      const { properties } = request
      const PolicyName = String(properties.PolicyName)
      const there = await readInline(request, holderOf(properties), PolicyName)
      if (there !== undefined && !request.again)
        throw resourceExists(`AWS::IAM::${kind}Policy`, idOf(properties))
      await putInline(request, holderOf(properties), {
        PolicyName,
        PolicyDocument: properties.PolicyDocument ?? {},
      })
      return { physicalId: idOf(properties), attributes: {} }
    },

    async update(request) {
      const { previous, properties, physicalId } = request
      if (changed(previous, properties, 'PolicyDocument'))
        await putInline(request, holderOf(properties), {
          PolicyName: String(properties.PolicyName),
          PolicyDocument: properties.PolicyDocument ?? {},
        })
      return { physicalId, attributes: {} }
    },

    async remove(request) {
      await takeInline(request, holderOf(request.properties), String(request.properties.PolicyName))
    },

    async read(query) {
      const at = query.identifier.lastIndexOf('|')
      const PolicyName = query.identifier.slice(0, at)
      const name = query.identifier.slice(at + 1)
      const PolicyDocument = await readInline(query, { kind, name }, PolicyName)
      if (PolicyDocument === undefined) return undefined
      return {
        physicalId: query.identifier,
        attributes: {},
        properties: { PolicyName, [`${kind}Name`]: name, PolicyDocument },
      }
    },

    async list(calls, model) {
      const name = model[`${kind}Name`]
      if (name === undefined) return []
      const holder = named({ kind, name: String(name) })
      const names = await unlessMissing(
        everyItem<string>(calls, `iam:List${kind}Policies`, holder, 'PolicyNames', 'Marker'),
        missing,
      )
      return (names ?? []).map((PolicyName) => `${PolicyName}|${name}`)
    },
  }
}
