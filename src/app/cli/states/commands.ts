/** The commands about state machines, as the command line knows them. What they do is loaded when they are called. */
import type { CommandParts } from '../devloop/commands.ts'

/** Adds `lambent states`. */
export function statesCommands({
  program,
  terminal,
  exit,
  dataFolderOption,
  portOption,
}: CommandParts): void {
  const summary = 'run and test state machines without deploying them'
  const states = program.command('states').summary(summary).description(summary)
  states
    .command('run')
    .description('run a definition here, show its steps as they happen, and end with its output')
    .argument('<definition>', 'the definition: JSON or YAML')
    .option('-i, --input <input>', 'JSON, the name of a file, or - for standard input (default: {})')
    .option('-m, --mocks <file>', "what tasks answer: AWS's mock configuration file")
    .option('-c, --case <name>', 'the case of the mocks: Case, or Machine#Case')
    .option('--substitute <pairs...>', 'what stands for the placeholders of the definition: Name=value')
    .option('-q, --quiet', 'do not show the steps')
    .addOption(dataFolderOption())
    .addOption(portOption('have tasks done by the server on this port'))
    .option('--region <name>', 'in this region')
    .option('--account <id>', 'in this account')
    .addHelpText('after', `\n${runHelp}`)
    .action(async (definition, options) =>
      exit(await (await import('./run.ts')).runMachine(definition, options, terminal)),
    )
  states
    .command('test')
    .description("run all cases of AWS's mock configuration files in a folder, and print a report")
    .argument('<folder>', 'where MockConfigFile.json and the definitions are')
    .option('--json', 'print JSON')
    .addHelpText('after', `\n${testHelp}`)
    .action(async (folder, options) =>
      exit(await (await import('./test.ts')).testMachines(folder, options, terminal)),
    )
}

const runHelp = `Time jumps: a machine that waits for a year ends at once. Tasks are done by the mocks, else by the server that runs.

Examples:
  lambent states run order.asl.json --input '{"id":7}'
  lambent states run order.asl.yaml --input order.json --mocks MockConfigFile.json --case HappyPath
  lambent states run order.asl.json | jq .total

Steps go to standard error, the output to standard output. Exit status: 0 succeeded, 1 failed.`

const testHelp = `Definitions are the files of the machines' names: Order.asl.json for the machine Order. Beside the mocks, or in a folder cases there,
Order.HappyPath.input.json has a case's input, and Order.HappyPath.expected.json what it is to come to: any of status, output, error, cause and
states (the names in their order). Without it a case has to succeed.

Example:
  lambent states test statemachine/`
