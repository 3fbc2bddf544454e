import { isText, optional } from '../model/properties.ts'
import type { FunctionEvent } from '../sam-types.ts'
import { invokePermission } from './permission.ts'

/** A skill of Alexa that invokes the function. Source: SAM, "AlexaSkill". */
export const alexaSkill: FunctionEvent = {
  type: 'AlexaSkill',
  rules: { SkillId: optional(isText) },
  translate: (event, { target }, context) => [
    invokePermission(
      event,
      target,
      { principal: 'alexa-appkit.amazon.com', eventSourceToken: event.resource.get('SkillId') },
      context,
    ),
  ],
}
