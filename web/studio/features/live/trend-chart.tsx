import { LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { decimalsOf } from '../../../../server/kernel/currency.ts'
import { clockTime, compact, money } from '../../../shared/i18n/format.ts'
import { useLanguage } from '../../../shared/i18n/language.tsx'

use([LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

export function TrendChart({
  trend,
  names,
  currency,
}: {
  trend: readonly { at: string; gmv: number; viewers: number }[]
  names: readonly [gmv: string, viewers: string]
  currency: string
}) {
  const { language } = useLanguage()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  useEffect(() => {
    if (!place.current) return
    const drawn = init(place.current)
    chart.current = drawn
    const watch = new ResizeObserver(() => drawn.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      drawn.dispose()
    }
  }, [])
  useEffect(() => {
    const quiet = { color: '#5b6069', fontSize: 11 }
    chart.current?.setOption({
      animation: false,
      color: ['#e3260d', '#2f54eb'],
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: 4, top: 34, bottom: 2, containLabel: true },
      legend: {
        top: 0,
        left: 0,
        itemWidth: 12,
        itemHeight: 8,
        textStyle: quiet,
        icon: 'roundRect',
      },
      tooltip: {
        trigger: 'axis',
        confine: true,
        formatter: (points: any) =>
          [
            clockTime(trend[points[0].dataIndex]!.at, language).slice(0, 5),
            ...points.map(
              ({ marker, seriesName, value, seriesIndex }: any) =>
                `${marker}${seriesName} ${seriesIndex === 0 ? money(value, language, currency) : compact(value, language)}`,
            ),
          ].join('<br>'),
      },
      xAxis: {
        type: 'category',
        boundaryGap: false,
        data: trend.map(({ at }) => clockTime(at, language).slice(0, 5)),
        axisLine: { lineStyle: { color: '#e9ebf0' } },
        axisTick: { show: false },
        axisLabel: { ...quiet, hideOverlap: true },
      },
      yAxis: [
        {
          type: 'value',
          min: 0,
          splitNumber: 4,
          splitLine: { lineStyle: { color: '#f0f1f4' } },
          axisLabel: {
            ...quiet,
            formatter: (amount: number) => compact(amount / 10 ** decimalsOf(currency), language),
          },
        },
        {
          type: 'value',
          min: 0,
          minInterval: 1,
          splitNumber: 4,
          splitLine: { show: false },
          axisLabel: { ...quiet, formatter: (count: number) => compact(count, language) },
        },
      ],
      series: [
        {
          name: names[0],
          type: 'line',
          showSymbol: false,
          smooth: 0.2,
          data: trend.map(({ gmv }) => gmv),
          lineStyle: { width: 2 },
          areaStyle: { opacity: 0.08 },
        },
        {
          name: names[1],
          type: 'line',
          yAxisIndex: 1,
          showSymbol: false,
          smooth: 0.2,
          data: trend.map(({ viewers }) => viewers),
          lineStyle: { width: 1.5 },
        },
      ],
    })
  }, [trend, names, language, currency])
  return <div ref={place} className="live-trend-chart" aria-hidden />
}
