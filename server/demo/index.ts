export { loadDemo } from './load-demo.ts'
export { playDemoRoom } from './play-demo-room.ts'
