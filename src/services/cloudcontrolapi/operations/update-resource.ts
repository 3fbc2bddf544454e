import type { UpdateResourceInput, UpdateResourceOutput } from '@aws-sdk/client-cloudcontrol'
import { type JsonObject, sameJson } from '../../../base/json.ts'
import type { Operation, ResourceTypes } from '../../../dispatch/index.ts'
import { modelFaults } from '../domain/check-model.ts'
import { createOnlyChanges, patched } from '../domain/patch.ts'
import { invalidRequest, modelInvalid, notUpdatable, unsupportedAction } from '../errors.ts'
import { requireResource } from '../reading.ts'
import { repeated, start } from '../starting.ts'
import { modelOf, parseJson, readIdentifier, requireType, settable } from '../types.ts'

/** Reads the resource, applies the patch to what it found, and leaves the change to the request's work. */
export function updateResource(types: ResourceTypes): Operation<UpdateResourceInput, UpdateResourceOutput> {
  return async (input, context) => {
    const { TypeName = '', PatchDocument = '', ClientToken, RoleArn } = input
    const asked = JSON.stringify(['UPDATE', TypeName, input.Identifier, PatchDocument])
    const earlier = await repeated(context, ClientToken, asked)
    if (earlier) return { ProgressEvent: earlier }
    const found = await requireType(types, TypeName, 'UPDATE')
    if (!found.type.update) throw unsupportedAction(TypeName, 'UPDATE')
    const identifier = readIdentifier(found, input.Identifier ?? '')
    const patch = parseJson(PatchDocument)
    // UNVERIFIED: the words.
    if (patch === undefined) throw invalidRequest('The patch document must be JSON.')
    const there = await requireResource(context, found, identifier, RoleArn)
    const model = modelOf(there)
    const changed = patched(model, patch)
    if (typeof changed === 'string') throw invalidRequest(changed)
    const readOnly = Object.keys(there.attributes).filter(
      (name) => !Object.hasOwn(found.spec.properties, name) && !sameJson(model[name], changed[name]),
    )
    if (readOnly.length > 0)
      throw notUpdatable(
        'readOnly',
        readOnly.map((name) => `/properties/${name}`),
      )
    const previous = settable(found, model)
    const desired = withoutAttributes(changed, there.attributes, found.spec.properties)
    const unread = new Set(Object.keys(found.spec.properties).filter((name) => previous[name] === undefined))
    const faults = modelFaults(found.spec, desired, unread)
    if (faults.length > 0) throw modelInvalid(faults)
    const fixed = createOnlyChanges(found.spec, previous, desired)
    if (fixed.length > 0) throw notUpdatable('createOnly', fixed)
    const ProgressEvent = await start(context, {
      operation: 'UPDATE',
      typeName: TypeName,
      identifier,
      desired,
      previous,
      physicalId: there.physicalId,
      attributes: { ...there.attributes },
      asked,
      clientToken: ClientToken,
      roleArn: RoleArn,
    })
    return { ProgressEvent }
  }
}

function withoutAttributes(model: JsonObject, attributes: JsonObject, properties: object): JsonObject {
  return Object.fromEntries(
    Object.entries(model).filter(([name]) => !(name in attributes) || Object.hasOwn(properties, name)),
  )
}
