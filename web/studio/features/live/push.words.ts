import { dictionary } from '../../../shared/i18n/language.tsx'

export const pushWords = dictionary(
  {
    push_words: '用 OBS 或 ffmpeg 把画面推到这里。密钥等于开播的权利，别给别人看。',
    push_server: '服务器',
    push_key: '推流密钥',
    push_show: '显示',
    push_hide: '隐藏',
    push_make: '生成推流密钥',
    push_again: '换一个密钥',
    push_again_words: '旧密钥马上失效，正在推的流会断开。',
    push_until: '密钥有效到 {at}',
    push_ffmpeg: 'ffmpeg 一行命令',
    push_obs: 'OBS 设置步骤',
    obs_1: '设置 → 直播：服务选“自定义”，填入服务器与推流密钥。',
    obs_2: '设置 → 输出：编码器 x264，码率 2500–4000 Kbps，关键帧间隔 2 秒。',
    obs_3: '设置 → 视频：输出 720×1280，30 帧；高级里 B 帧设 0。',
    obs_4: '点“开始推流”，看到左上角“推流正常”后再点“开始直播”。',
  },
  {
    push_words:
      'Push your picture here with OBS or ffmpeg. The key is the right to broadcast: show it to nobody.',
    push_server: 'Server',
    push_key: 'Stream key',
    push_show: 'Show',
    push_hide: 'Hide',
    push_make: 'Make a stream key',
    push_again: 'Another key',
    push_again_words: 'The old key dies at once and a running stream is cut.',
    push_until: 'Good until {at}',
    push_ffmpeg: 'One line of ffmpeg',
    push_obs: 'Steps in OBS',
    obs_1: 'Settings → Stream: service “Custom”, paste server and stream key.',
    obs_2: 'Settings → Output: x264, 2500–4000 Kbps, key frame interval 2 s.',
    obs_3: 'Settings → Video: output 720×1280, 30 fps; B-frames 0 under advanced.',
    obs_4: 'Press “Start streaming”; when it says “Stream is fine” here, go on air.',
  },
)
