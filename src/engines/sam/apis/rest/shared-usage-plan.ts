import { InvalidTemplate } from '../../errors.ts'
import { ref } from '../../intrinsics/build.ts'
import { remove, set } from '../../python/memory.ts'
import { type Dict, has, isTruthy, type Value } from '../../python/values.ts'

/** The condition under which the shared usage plan is made: when any of the APIs is. */
const conditionName = 'SharedUsagePlanCondition'

/** What the APIs of a template that share a usage plan bring together. */
export class SharedUsagePlan {
  readonly dependsOn: Value[] = []
  readonly stages: Value[] = []
  readonly stageKeys: Value[] = []
  readonly #conditions = new Set<string>()
  #hasUnconditional = false
  #deletionPolicy: Value = null
  #updateReplacePolicy: Value = null

  add(apiId: string, stageId: string): void {
    if (this.dependsOn.includes(apiId)) return
    this.dependsOn.push(apiId)
    this.stages.push({ ApiId: ref(apiId), Stage: ref(stageId) })
    this.stageKeys.push({ RestApiId: ref(apiId), StageName: ref(stageId) })
  }

  /**
   * Attributes for all APIs so far: the plan is kept if one of them is kept.
   * @param conditions those of the template, which get one more
   * @throws InvalidTemplate
   */
  combineAttributes(attributes: Dict, conditions: Dict | undefined): Dict {
    const { DeletionPolicy: deletion, UpdateReplacePolicy: replacement } = attributes
    if (isTruthy(deletion) && (!isTruthy(this.#deletionPolicy) || deletion === 'Retain')) {
      this.#deletionPolicy = deletion as Value
    }
    if (isTruthy(replacement) && this.#outweighs(replacement as Value)) {
      this.#updateReplacePolicy = replacement as Value
    }
    this.#addCondition(attributes.Condition, conditions)
    const combined: Dict = {}
    if (isTruthy(this.#deletionPolicy)) combined.DeletionPolicy = this.#deletionPolicy
    if (isTruthy(this.#updateReplacePolicy)) combined.UpdateReplacePolicy = this.#updateReplacePolicy
    if (this.#conditions.size > 0 && !this.#hasUnconditional) combined.Condition = conditionName
    return combined
  }

  #outweighs(policy: Value): boolean {
    const current = this.#updateReplacePolicy
    return !isTruthy(current) || policy === 'Retain' || (policy === 'Snapshot' && current === 'Delete')
  }

  #addCondition(condition: Value | undefined, conditions: Dict | undefined): void {
    if (this.#hasUnconditional) return
    if (isTruthy(condition) && !this.#conditions.has(String(condition))) {
      if (conditions === undefined) {
        throw new InvalidTemplate("Can't have condition without having 'Conditions' section in the template")
      }
      this.#conditions.add(String(condition))
      const all = [...this.#conditions].map((name) => ({ Condition: name }))
      set(conditions, conditionName, all.length > 1 ? { 'Fn::Or': all } : String(condition))
    } else if (condition === undefined || condition === null) {
      this.#hasUnconditional = true
      if (conditions !== undefined && has(conditions, conditionName)) remove(conditions, conditionName)
    }
  }
}
