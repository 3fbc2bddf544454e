/** The limits that hold for one service in one protocol. */
import type fc from 'fast-check'
import type { Member, OperationModel, Protocol, StructureShape } from '../../../src/models/index.ts'
import type { Side, Values } from './arbitraries.ts'
import { agreements, clientChanges, exclusions, memberLimits } from './known-limits.ts'

export class Limits {
  readonly #service: string
  readonly #protocol: Protocol

  constructor(service: string, protocol: Protocol) {
    this.#service = service
    this.#protocol = protocol
  }

  /** Other values for a member than the model suggests. */
  valuesOf(
    side: Side,
    structure: StructureShape,
    member: Member,
  ): fc.Arbitrary<unknown> | 'absent' | undefined {
    return memberLimits.find(
      (limit) =>
        limit.service === this.#service &&
        (limit.protocol === undefined || limit.protocol === this.#protocol) &&
        limit.side === side &&
        limit.matches(member, structure),
    )?.values
  }

  /** Whether a side of an operation is not compared; of errors, one by its name. */
  excludes(operation: OperationModel, side: Side, error?: string): boolean {
    return exclusions.some(
      (exclusion) =>
        exclusion.service === this.#service &&
        exclusion.operation === operation.name &&
        exclusion.side === side &&
        exclusion.error === error,
    )
  }

  /** Makes a generated output one that the client takes. */
  agree(operation: OperationModel, input: Values, output: Values): Values {
    return agreements
      .filter(({ service, operation: name }) => service === this.#service && name === operation.name)
      .reduce((value, { agree }) => agree(input, value), output)
  }

  /** What must arrive of what was sent. */
  expected(operation: OperationModel, side: Side, sent: Values, arrived: Values): Values {
    const subject = { service: this.#service, protocol: this.#protocol, operation }
    return clientChanges
      .filter((change) => change.side === side && change.applies(subject))
      .reduce((value, { change }) => change(value, arrived, operation), sent)
  }
}
