pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Controls
import Wattill.Theme

// Everything that is touched. A second touch within the debounce time does not count.
Rectangle {
    id: root

    required property string label
    property bool primary: false
    property bool chosen: false
    property bool strong: false
    property int tone: Tone.Good
    property int textSize: Theme.size.textStrong
    // Where something stands before the words: by how much they make room for it.
    property real labelShift: 0
    readonly property real labelWidth: words.width
    readonly property bool down: area.pressed && area.containsMouse

    signal tapped

    function tap(): void {
        if (TouchGuard.admits(root, Theme.debounceMs))
            tapped();
    }

    implicitHeight: Theme.size.tile
    implicitWidth: Math.max(Theme.size.touch, words.implicitWidth + 2 * Theme.size.gap)
    radius: Math.min(Theme.size.keyCorner, height / 2)
    border.width: chosen ? Theme.size.thickStroke : Theme.size.stroke
    border.color: {
        if (!enabled)
            return Theme.colour.disabled;
        if (primary)
            return color;
        return chosen ? Theme.colour.lineOf(tone) : Theme.colour.line;
    }
    color: {
        if (primary && !enabled)
            return Theme.colour.disabled;
        if (primary)
            return down ? Theme.colour.accentPressed : Theme.colour.accent;
        if (down)
            return Theme.colour.pressed;
        return chosen ? Theme.colour.groundOf(tone) : Theme.colour.surface;
    }
    Accessible.role: Accessible.Button
    Accessible.name: label
    Accessible.onPressAction: tap()

    Words {
        id: words

        anchors.centerIn: parent
        anchors.horizontalCenterOffset: root.labelShift
        width: Math.min(implicitWidth, root.width - Theme.size.gap - 2 * root.labelShift)
        horizontalAlignment: Text.AlignHCenter
        text: root.label
        wrapMode: root.labelShift > 0 ? Text.NoWrap : Text.Wrap
        font.pixelSize: root.textSize
        font.weight: {
            if (root.strong || root.chosen)
                return Font.Bold;
            return root.primary ? Font.Medium : Font.Normal;
        }
        color: {
            if (!root.enabled)
                return Theme.colour.onDisabled;
            if (root.primary)
                return Theme.colour.onAccent;
            return root.chosen ? Theme.colour.inkOf(root.tone) : Theme.colour.ink;
        }
        Accessible.ignored: true
    }

    MouseArea {
        id: area

        anchors.fill: parent
        onClicked: root.tap()
    }
}
