pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Progress
import Wattill.Theme

// Something is under way: the code is being made, or the credit goes to the meter. Never left by
// idling; a silent meter or a silent node has a page of its own.
ColumnLayout {
    id: root

    required property ProgressModel view

    objectName: "page-progress"
    spacing: Theme.size.gap

    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 1
    }

    BigMark {
        Layout.alignment: Qt.AlignHCenter
        visible: root.view.paid
        mark: root.view.phase === ProgressModel.Late ? Mark.Clock : Mark.Check
        tone: root.view.phase === ProgressModel.Late ? Tone.Amber : Tone.Good
        name: root.view.title
    }

    Words {
        objectName: "progress-title"
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.view.title
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Words {
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.view.amount
        font.pixelSize: Theme.size.textAmount
        font.weight: Font.Bold
        color: root.view.paid ? Theme.colour.accentInk : Theme.colour.ink
    }

    Words {
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.view.place
        color: Theme.colour.inkSoft
    }

    Words {
        objectName: "progress-way"
        Layout.fillWidth: true
        Layout.topMargin: -Theme.size.smallGap
        horizontalAlignment: Text.AlignHCenter
        text: root.view.way
        color: Theme.colour.inkSoft
    }

    ProgressSteps {
        Layout.fillWidth: true
        Layout.topMargin: Theme.size.gap
        visible: root.view.paid && root.view.phase !== ProgressModel.Late
        phase: root.view.phase
    }

    Words {
        Layout.fillWidth: true
        Layout.topMargin: Theme.size.gap
        horizontalAlignment: Text.AlignHCenter
        text: root.view.subtitle
    }

    Breathing {
        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: Theme.size.gap
        //% "Please wait"
        name: qsTrId("progress-wait")
    }

    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 2
    }

    Words {
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.view.orderLine
        font.pixelSize: Theme.size.textSmall
        color: Theme.colour.inkSoft
    }
}
