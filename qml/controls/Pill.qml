pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Theme

// A state by colour and by word.
Rectangle {
    id: root

    required property string text
    property int tone: Tone.Plain

    implicitWidth: words.implicitWidth + 2 * Theme.size.gap
    implicitHeight: words.implicitHeight + 2 * Theme.size.smallGap
    radius: height / 2
    color: Theme.colour.groundOf(tone)
    border.width: Theme.size.stroke
    border.color: Theme.colour.lineOf(tone)
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Words {
        id: words

        anchors.centerIn: parent
        text: root.text
        font.pixelSize: Theme.size.textSmall
        color: Theme.colour.inkOf(root.tone)
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
}
