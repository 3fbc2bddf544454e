export { zipOf } from '../../src/app/cli/example/zip.ts'
