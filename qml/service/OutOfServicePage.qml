pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Theme

// The node does not answer. Goes away by itself as soon as it does.
ColumnLayout {
    id: root

    required property string hotline
    required property bool starting

    //% "One moment, please"
    readonly property string startingTitle: qsTrId("service-starting")
    //% "Out of service"
    readonly property string outTitle: qsTrId("service-out")

    objectName: "page-service"
    spacing: Theme.size.gap

    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 1
    }

    BigMark {
        Layout.alignment: Qt.AlignHCenter
        visible: !root.starting
        mark: Mark.Link
        tone: Tone.Grey
        name: root.outTitle
    }

    Words {
        objectName: "service-title"
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.starting ? root.startingTitle : root.outTitle
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Words {
        Layout.fillWidth: true
        visible: !root.starting
        horizontalAlignment: Text.AlignHCenter
        //% "The terminal has no connection to its system. It comes back by itself; there is "
        //% "nothing to do."
        text: qsTrId("service-hint")
        color: Theme.colour.inkSoft
    }

    Card {
        Layout.fillWidth: true
        Layout.topMargin: Theme.size.gap
        visible: !root.starting

        Words {
            Layout.fillWidth: true
            //% "If you paid before, your money is safe: the credit goes to your meter as soon "
            //% "as the system is back. Please do not pay again."
            text: qsTrId("service-money")
        }

        Line {
            visible: root.hotline.length > 0
        }

        ValueRow {
            Layout.fillWidth: true
            visible: root.hotline.length > 0
            //% "Property office"
            label: qsTrId("service-hotline")
            value: root.hotline
            strong: true
        }
    }

    Breathing {
        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: Theme.size.gap
        //% "Trying to connect"
        name: qsTrId("service-trying")
    }

    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 2
    }
}
