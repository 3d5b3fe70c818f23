import { dictionary } from '../i18n/language.tsx'

export const dayFieldWords = dictionary(
  {
    open: '打开日历',
    clear: '清除',
    today: '今天',
    month_before: '上个月',
    month_after: '下个月',
    form: '年-月-日',
    no_day: '日期写作 2026-03-01',
    too_early: '最早 {day}',
    too_late: '最晚 {day}',
    time: '时间（北京）',
    time_form: '时:分',
    no_time: '时间写作 09:30',
  },
  {
    open: 'Open the calendar',
    clear: 'Clear',
    today: 'Today',
    month_before: 'Month before',
    month_after: 'Month after',
    form: 'year-month-day',
    no_day: 'A day is written 2026-03-01',
    too_early: 'Not before {day}',
    too_late: 'Not after {day}',
    time: 'Time (Beijing)',
    time_form: 'h:min',
    no_time: 'A time is written 09:30',
  },
)
