pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Theme
import Wattill.Welcome

// Several meters fit the number. Idle: back to the start after a countdown.
ColumnLayout {
    id: root

    required property ChoiceModel view

    signal backAsked

    objectName: "page-choice"
    spacing: Theme.size.gap

    Words {
        Layout.fillWidth: true
        //% "Which one is yours?"
        text: qsTrId("choice-title")
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Words {
        Layout.fillWidth: true
        Layout.bottomMargin: Theme.size.gap
        //% "Several meters belong to this number"
        text: qsTrId("choice-hint")
        color: Theme.colour.inkSoft
    }

    Repeater {
        model: root.view

        TouchKey {
            id: match

            required property int index
            required property string title
            required property string detail

            objectName: "choice-" + index
            Layout.fillWidth: true
            implicitHeight: Theme.size.tile + Theme.size.gap
            label: title + "\n" + detail
            textSize: Theme.size.textBody
            onTapped: root.view.choose(index)
        }
    }

    Item {
        Layout.fillHeight: true
    }

    TouchKey {
        objectName: "choice-leave"
        Layout.fillWidth: true
        //% "Back"
        label: qsTrId("page-back")
        onTapped: root.backAsked()
    }
}
