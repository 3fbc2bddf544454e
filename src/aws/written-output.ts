/**
 * An operation's output whose JSON is at hand, as AWS JSON has it: what is stored as JSON need not be read only to be written again. The
 * protocols that can send it as it is; everybody else has it read ({@link readOutput}).
 */
export class WrittenOutput<Output extends object = object> {
  /** The whole body of the answer. */
  readonly json: string
  /** Makes the output that the JSON stands for. */
  readonly read: () => Output

  constructor(json: string, read: () => Output) {
    this.json = json
    this.read = read
  }
}

/** An output, which may be written already, as the operation's type has it. */
export function readOutput(output: object): object {
  return output instanceof WrittenOutput ? output.read() : output
}
