pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Theme

// A way to pay: its mark and its name.
TouchKey {
    id: root

    required property string sign

    strong: true
    labelShift: (mark.width + Theme.size.smallGap) / 2

    ChannelMark {
        id: mark

        anchors.verticalCenter: parent.verticalCenter
        x: (root.width - root.labelWidth - width - Theme.size.smallGap) / 2
        sign: root.sign
        tone: root.tone
    }
}
