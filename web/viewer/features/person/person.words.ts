import { dictionary } from '../../../shared/i18n/language.tsx'

export const personWords = dictionary(
  {
    person: '主页',
    followers: '{count} 粉丝',
    creator: '创作者',
    showcase: '橱窗',
    rooms: '直播与回放',
    none: 'TA 还没有开过直播',
    no_bio: '这个人很神秘，什么都没写',
  },
  {
    person: 'Profile',
    followers: '{count|follower|followers}',
    creator: 'Creator',
    showcase: 'Recommended goods',
    rooms: 'Live rooms and replays',
    none: 'No live rooms yet',
    no_bio: 'Nothing written here yet',
  },
)
