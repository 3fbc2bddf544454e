export { zipOf } from '../../../compute/code/write-zip.ts'
