pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Recent
import Wattill.Theme

// How the last top-ups of this meter stand. Idle: back to the start after a countdown.
ColumnLayout {
    id: root

    required property RecentModel view

    objectName: "page-recent"
    spacing: Theme.size.gap

    Words {
        Layout.fillWidth: true
        //% "Recent top-ups"
        text: qsTrId("recent-title")
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Words {
        Layout.fillWidth: true
        text: root.view.place
        color: Theme.colour.inkSoft
    }

    Words {
        objectName: "recent-hint"
        Layout.fillWidth: true
        visible: root.view.hint.length > 0
        text: root.view.hint
        font.pixelSize: Theme.size.textStrong
    }

    Repeater {
        model: root.view

        RecentRow {
            Layout.fillWidth: true
        }
    }

    Item {
        Layout.fillHeight: true
    }

    TouchKey {
        objectName: "recent-leave"
        Layout.fillWidth: true
        //% "Back"
        label: qsTrId("page-back")
        onTapped: root.view.leave()
    }
}
