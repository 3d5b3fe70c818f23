import { dictionary } from '../i18n/language.tsx'

export const fileDropWords = dictionary(
  {
    choose: '选择文件，或拖到这里',
    drop: '松开即可',
    another: '换一个文件',
    too_big: '文件太大：{size}，最多 {most}',
    wrong_kind: '“{name}”不是 {kinds} 文件',
    one_only: '一次只能传一个文件',
    empty: '这个文件是空的',
    sending: '正在上传 {percent}%',
    reading: '已上传，正在读取…',
  },
  {
    choose: 'Choose a file, or drop it here',
    drop: 'Let go',
    another: 'Choose another file',
    too_big: 'The file is too big: {size}, at most {most}',
    wrong_kind: '“{name}” is no {kinds} file',
    one_only: 'One file at a time',
    empty: 'This file is empty',
    sending: 'Sending {percent}%',
    reading: 'Sent; it is being read…',
  },
)
