import { type ThemeConfig, theme } from 'antd'

/** What an app tells the theme: its own colour, with the darker step that hover uses, and how dense it is. */
export type DeskLook = { accent: string; accent_hover: string; accent_bg: string; dense?: boolean }

export const STUDIO_LOOK: DeskLook = {
  accent: '#e3260d',
  accent_hover: '#c41f09',
  accent_bg: '#fff3f0',
}
export const OPS_LOOK: DeskLook = {
  accent: '#2f54eb',
  accent_hover: '#2444cc',
  accent_bg: '#eef2ff',
  dense: true,
}

/** antd's theme out of the same colours as `ui/tokens.css`; every text colour holds 4.5:1 on its ground. */
export const deskTheme = ({ accent, accent_hover, accent_bg, dense }: DeskLook): ThemeConfig => ({
  algorithm: dense ? [theme.defaultAlgorithm, theme.compactAlgorithm] : theme.defaultAlgorithm,
  token: {
    colorPrimary: accent,
    colorPrimaryHover: accent_hover,
    colorPrimaryActive: accent_hover,
    colorPrimaryBg: accent_bg,
    colorLink: accent_hover,
    colorLinkHover: accent_hover,
    colorInfo: '#2f54eb',
    colorError: '#c81e08',
    colorErrorBg: '#ffefec',
    colorErrorHover: '#a81906',
    colorSuccess: '#0b7f42',
    colorSuccessBg: '#eaf8f0',
    // The default yellow reads at 1.8:1; its ground is derived from it and has to be set as well.
    colorWarning: '#9a5b00',
    colorWarningBg: '#fff6e0',
    colorWarningBorder: '#f1d9a3',
    colorText: '#16181d',
    colorTextSecondary: '#5b6069',
    colorTextTertiary: '#656b76',
    colorTextQuaternary: '#6b717c',
    colorTextPlaceholder: '#6b717c',
    colorTextDescription: '#5b6069',
    colorBorder: '#d5d8de',
    colorBorderSecondary: '#e9ebf0',
    colorBgLayout: '#f5f6f8',
    borderRadius: 8,
    borderRadiusLG: 12,
    borderRadiusSM: 6,
    fontFamily: 'var(--font)',
    // The compact algorithm takes a step off both: dense pages end at 14 and 28.
    fontSize: dense ? 16 : 14,
    controlHeight: 32,
    motionDurationMid: '0.14s',
    motionDurationSlow: '0.18s',
  },
  components: {
    Button: {
      fontWeight: 500,
      primaryShadow: 'none',
      dangerShadow: 'none',
      defaultShadow: 'none',
      ...(dense ? { controlHeightSM: 24, contentFontSizeSM: 13 } : {}),
    },
    Table: {
      headerBg: '#fafbfc',
      headerSplitColor: 'transparent',
      rowHoverBg: '#fafbfc',
      rowSelectedBg: accent_bg,
      rowSelectedHoverBg: accent_bg,
      cellPaddingBlock: dense ? 8 : 12,
      cellPaddingInline: 12,
      ...(dense
        ? {
            cellPaddingBlockSM: 6,
            cellPaddingInlineSM: 12,
            cellPaddingBlockMD: 8,
            cellPaddingInlineMD: 12,
          }
        : {}),
    },
    ...(dense ? { Checkbox: { borderRadiusSM: 4 } } : {}),
    Tabs: { horizontalMargin: '0', titleFontSize: 14 },
    Card: { headerFontSize: 15, bodyPadding: 16, headerPadding: 16 },
    Descriptions: { labelColor: '#5b6069' },
    Form: { itemMarginBottom: 18 },
    Tooltip: { colorBgSpotlight: '#23262d' },
    Progress: { defaultColor: accent },
    Segmented: { itemSelectedColor: accent },
  },
})
